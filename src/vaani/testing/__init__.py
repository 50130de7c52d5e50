"""Test doubles and instruments that ship with the product, named so. Nothing here runs in a real
call: production wiring (`vaani.bootstrap`) does not import this room."""
