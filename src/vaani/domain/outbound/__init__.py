"""Whom may the house call, how often, and was it done already?"""
