"""Accounts for programs: oneself, one's tokens, the people of an organisation.

Signing in, second factors, sessions and accepting an invitation belong to a person at a page; a program has a token.
"""

from ninja import Router

from comity.kernel.accounts.api import me, people

router = Router()
router.add_router("", me.router)
router.add_router("", people.router)
