"""The scenario language: from a YAML file to a checked, frozen `Scenario`.

The modules follow the way of the data: `yaml` reads text, `extend` merges files, `schema` says
what a file may contain (with `quantity` for the numbers), `references` checks what one part says
about another, and `load` puts them together.
"""
