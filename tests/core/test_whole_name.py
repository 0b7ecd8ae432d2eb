"""Names in one column are split both ways, and the column tells which way when a name does not."""

import pytest

from ringa.core.columns import names_order, split_name


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Öberg, Åsa", "Åsa", "Öberg"),
        ("Åsa Öberg", "Åsa", "Öberg"),
        ("von Essen, Carl", "Carl", "von Essen"),
        ("Åsa von Essen", "Åsa", "von Essen"),
        ("von Essen Carl", "Carl", "von Essen"),
        ("von Essen", "von Essen", ""),
        ("Carl Gustaf af Ugglas", "Carl Gustaf", "af Ugglas"),
        ("Magnus De la Gardie", "Magnus", "De la Gardie"),
        ("Fatima Al Hassan", "Fatima", "Al Hassan"),
        ("Sean O' Brien", "Sean", "O' Brien"),
        ("Anna-Lena Öberg Svensson", "Anna-Lena", "Öberg Svensson"),
        ("Anna Karin Öberg", "Anna Karin", "Öberg"),
        ("Bo K. Ek", "Bo K.", "Ek"),
        ("ÖBERG Åsa", "Åsa", "ÖBERG"),
        ("von ESSEN Carl", "Carl", "von ESSEN"),
        ("Åsa von ESSEN", "Åsa", "von ESSEN"),
        ("Anna ÖBERG Svensson", "Anna", "ÖBERG Svensson"),
        ("ÅSA ÖBERG", "ÅSA", "ÖBERG"),
        ('  "Öberg,  Åsa" ', "Åsa", "Öberg"),
        ('"Öberg", "Åsa"', "Åsa", "Öberg"),
        ("Öberg, Åsa,", "Åsa", "Öberg"),
        ("Öberg,", "Öberg", ""),
        (", Åsa Öberg", "Åsa", "Öberg"),
        ("Åsa", "Åsa", ""),
        (",", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_in_one_column_is_split_both_ways(whole: str, first: str, last: str) -> None:
    assert split_name(whole) == (first, last)


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Öberg Åsa", "Åsa", "Öberg"),
        ("Öberg Svensson Anna-Lena", "Anna-Lena", "Öberg Svensson"),
        ("Warsame Xasan Cabdi", "Xasan Cabdi", "Warsame"),
        ("De la Gardie Magnus", "Magnus", "De la Gardie"),
        ("Öberg, Åsa", "Åsa", "Öberg"),
        ("Åsa", "Åsa", ""),
    ],
)
def test_a_family_name_that_stands_first_is_known_when_the_column_says_so(whole: str, first: str, last: str) -> None:
    assert split_name(whole, last_first=True) == (first, last)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["Andersson Anna", "Ek Bo", "Öberg Åsa"], True),
        (["Andersson Anna", "Ek Bo"], False),
        (["Anna Andersson", "Bo Ek", "Åsa Öberg"], False),
        (["Andersson Anna", "Ek Bo", "Bo Ek"], False),
        (["Andersson, Anna", "Ek, Bo", "Öberg, Åsa"], False),
        (["Warsame Xasan", "Quux Grault", "Corge", ""], False),
        (["Andersson Xasan", "Nilsson Quux", "Erik Lars", "Svensson Corge"], True),
    ],
)
def test_the_order_of_names_is_judged_over_the_whole_column(cells: list[str], wanted: bool) -> None:
    assert names_order(cells) is wanted
