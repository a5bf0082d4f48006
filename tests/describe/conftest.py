"""Scenarios described through the command line."""

from tests.cli.conftest import sim as sim
