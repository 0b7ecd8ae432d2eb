"""A campaign that uses every kind of question and every rule, with a script that leads through it."""

# ruff: noqa: E501

SURVEYS = """
campaign: {id: every, name: Every kind, union: Facket Exempel}
surveys:
  - id: every
    title: {en: All kinds of question, sv: Alla slags frågor}
    questions:
      - {id: intro, type: note, ask: {en: "These questions are about work.", sv: "Frågorna handlar om jobbet."}, hint: Speak slowly.}
      - {id: member_ok, type: yesno, ask: {en: "Are you still a member?", sv: "Är du medlem?"}, default: yes, required: true}
      - id: shift
        type: single
        ask: {en: "Which shift do you work?", sv: "Vilket skift går du?"}
        hint: The longest one counts.
        choices:
          - {code: day, text: {en: Day, sv: Dag}}
          - {code: night, text: {en: Night, sv: Natt}}
          - {code: other, text: {en: Something else, sv: Något annat}, other: true}
      - id: wishes
        type: multiple
        min: 2
        max: 3
        ask: {en: "What matters most?", sv: "Vad är viktigast?"}
        choices:
          - {code: pay, text: {en: Pay, sv: Lön}}
          - {code: hours, text: {en: Hours, sv: Tider}}
          - {code: safety, text: {en: Safety, sv: Säkerhet}}
          - {code: nights, text: {en: Fewer nights, sv: Färre nätter}, when: {shift: [night]}}
          - {code: none, text: {en: None of these, sv: Inget av dem}, exclusive: true}
      - {id: happy, type: scale, min: 1, max: 5, labels: {1: {en: not at all, sv: inte alls}, 5: {en: very, sv: mycket}}, ask: {en: "How happy are you?", sv: "Hur nöjd är du?"}}
      - {id: trust, type: scale, min: 0, max: 10, ask: {en: "How much do you trust us?", sv: "Hur mycket litar du på oss?"}}
      - {id: hours, type: number, min: 0, max: 80, decimals: 1, unit: {en: hours, sv: timmar}, ask: {en: "How long is your week?", sv: "Hur lång är din vecka?"}, when: {member_ok: [yes]}}
      - {id: last_day, type: date, min: 2020-01-01, ask: {en: "When were you last off?", sv: "När var du ledig senast?"}}
      - {id: station, type: single, ask: {en: "Which station?", sv: "Vilken station?"}, shuffle: true, choices: [STATIONS]}
      - {id: story, type: text, max_length: 30, ask: {en: "What should we do?", sv: "Vad ska vi göra?"}, when: {any: [{trust: {max: 4}}, {wishes: [pay]}]}}
""".replace("STATIONS", ", ".join(f"{{code: s{n}, text: Station number {n}}}" for n in range(1, 21)))

SCRIPT = """---
id: talk
survey: every
language: en
title: The talk
---
## Hello
Hi {{ first_name }}, this is {{ caller }} from **{{ union }}**.

> Wait for an answer.
{{ ask("intro") }}
{{ ask("member_ok") }}
{% if member_ok == "no" %}
Sorry to hear that.
{% elif branch in ["Metro", "Bus"] %}
You drive, then.
{% else %}
Good!
{% endif %}
{{ ask("shift") }}
{{ ask("wishes") }}
{{ ask("happy") }}
{{ ask("trust") }}
{% if trust < 5 or "pay" in wishes %}
Tell me more.
- honestly
- in your own words
{% endif %}
{{ ask("hours") }}
{{ ask("last_day") }}
{{ ask("station") }}
{{ ask("story") }}

## Goodbye
Thank you, {{ first_name }}.

## Voicemail
Hello, this is {{ caller }}.

## Call-back
Hi again {{ first_name }}, this is {{ caller }} from {{ union }}.

## If they are busy
Ask when to ring <again>.
"""
