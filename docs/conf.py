"""How Sphinx builds the documentation; warnings are errors (see ``.ci/run``)."""

project = "sim"
author = "the sim authors"
project_copyright = "2026, the sim authors"

extensions = ["myst_parser", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "sim"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["tables.css"]
