"""A demonstration site: invented organisations, people and rounds, made by the services that real ones use."""
