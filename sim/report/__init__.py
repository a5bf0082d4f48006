"""How results reach people and programs: text, tables, documents."""
