# Everything a developer runs; .ci/run is the same and more, from a clean clone. Needs `pip install -e '.[dev]'`.
SOURCES = ringa tests

.PHONY: check format lint types layers docs texts test texts-update docs-update numbering-update bench torture

check: format lint types layers docs texts test

format:
	ruff format --check $(SOURCES)

lint:
	ruff check $(SOURCES)

types:
	mypy

layers:
	lint-imports

docs:  # the command reference in the README is as the code says
	RINGA_LANG=en COLUMNS=80 cog --check README.md

texts:  # every text is translated, and the compiled catalogues are fresh
	pytest -q tests/test_texts.py

test:  # with coverage; core/ and formats/ are covered whole
	pytest -n auto --cov --cov-report=term
	coverage report --include='ringa/core/*,ringa/formats/*' --fail-under=100

texts-update:  # after a change of texts: then translate what is new in ringa/locale/*/LC_MESSAGES/ringa.po, and again
	pybabel -q extract -k N_ -k _ -k ngettext:1,2 --no-location --sort-output --omit-header -o ringa.pot ringa
	for l in sv nb; do pybabel -q update --ignore-obsolete -N -i ringa.pot -d ringa/locale -D ringa -l $$l; done
	rm ringa.pot
	pybabel -q compile -d ringa/locale -D ringa

docs-update:
	RINGA_LANG=en COLUMNS=80 cog -r README.md

numbering-update:  # after a new release of phonenumbers
	python -m tests.make_numbering

bench:  # imports and hand-outs against their peers, in ratios; minutes, needs the sqlite3 shell
	python tests/bench

torture:  # the harnesses that try to break the guarantees, at full size: hours; NAME='campaigns --size 100' for less
	python -m tests.torture $(NAME)
