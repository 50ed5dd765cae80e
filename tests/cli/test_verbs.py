import argparse

from comity.base.messages import message
from comity.cli.verbs import add_option, add_verb


def test_verbs_and_options_carry_their_help():
    parser = argparse.ArgumentParser()
    verb = add_verb(parser.add_subparsers(), "go", message("test", "Go there."), "en")
    add_option(verb, "--far", message("test", "How far."), "en", type=int)
    assert "Go there." in verb.format_help()
    assert parser.parse_args(["go", "--far", "3"]).far == 3
