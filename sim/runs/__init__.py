"""Runs on disk: begun, killed, gone on with, read again.

The data flow of a run with a folder::

    scenario, request -> manifest.json, scenario.yaml
    job -> blocks -> blocks/*.block, one by one -> results -> tables/*

A folder is one run.  What is in it was written whole or not at all, and says itself whether it is
still what was written.
"""
