"""The published figures come out of our formulas.

Rates, +/- and unrecorded crimes a year: HMICFRS, force reports of the rolling programme of crime data integrity
inspections, 2016-2020. Contains public sector information licensed under the Open Government Licence v3.0. The
inspectors did not publish n; it is the whole number of crimes in a simple random sample that the +/- implies.
"""

import pytest

from onrecord.statistics.intervals import implied_n, wald, wald_half_width
from onrecord.statistics.missed import missed_a_year
from onrecord.statistics.planner import crimes_needed

# Force, year of the report, which crime, rate in per cent, published +/-, implied n.
PUBLISHED = [
    ("Devon and Cornwall", 2017, "all", 81.52, 1.72, 1956),
    ("Devon and Cornwall", 2017, "violence", 76.10, 3.21, 678),
    ("Northumbria", 2017, "all", 92.72, 1.56, 1065),
    ("Avon and Somerset", 2017, "all", 89.56, 1.66, 1303),
    ("Cambridgeshire", 2017, "all", 87.8, 1.66, 1493),
    ("Cambridgeshire", 2017, "violence", 80.0, 3.15, 619),
    ("Kent", 2017, "all", 83.6, 1.85, 1539),
    ("Kent", 2017, "violence", 79.2, 3.26, 595),
    ("Cheshire", 2017, "all", 83.6, 1.79, 1644),
    ("Cheshire", 2017, "violence", 80.9, 3.00, 660),
    ("West Midlands", 2017, "all", 83.8, 1.88, 1476),
    ("West Midlands", 2017, "violence", 77.9, 3.36, 586),
    ("North Wales", 2017, "all", 88.3, 1.82, 1198),
    ("Leicestershire", 2017, "all", 75.8, 1.94, 1872),
    ("Leicestershire", 2017, "violence", 65.8, 3.25, 818),
    ("Wiltshire", 2017, "all", 90.9, 1.62, 1211),
    ("Hertfordshire", 2017, "all", 87.2, 1.86, 1239),
    ("Hertfordshire", 2017, "violence", 84.8, 2.97, 561),
    ("Lancashire", 2017, "all", 84.3, 1.86, 1470),
    ("Durham", 2018, "all", 91.5, 1.67, 1071),
    ("North Yorkshire", 2018, "all", 80.1, 1.86, 1770),
    ("North Yorkshire", 2018, "violence", 74.9, 3.38, 632),
    ("Thames Valley", 2018, "all", 80.4, 1.75, 1977),
    ("Thames Valley", 2018, "violence", 69.2, 3.35, 730),
    ("Metropolitan", 2018, "all", 89.5, 1.64, 1342),
    ("Humberside", 2018, "all", 85.7, 1.81, 1437),
    ("Humberside", 2018, "violence", 79.4, 3.28, 584),
    ("Lincolnshire", 2018, "all", 81.2, 1.93, 1574),
    ("Lincolnshire", 2018, "violence", 72.7, 3.30, 700),
    ("Bedfordshire", 2018, "all", 90.4, 1.49, 1502),
    ("Cleveland", 2018, "all", 83.4, 1.86, 1537),
    ("Cleveland", 2018, "violence", 81.1, 2.9, 700),
    ("South Yorkshire", 2018, "all", 89.5, 1.64, 1342),
    ("Nottinghamshire", 2018, "all", 87.3, 1.80, 1315),
    ("Surrey", 2018, "all", 93, 1.48, 1142),
    ("Dyfed-Powys", 2018, "all", 87.8, 1.69, 1441),
    ("Dyfed-Powys", 2018, "violence", 84.4, 2.71, 689),
    ("Gwent", 2018, "all", 90.5, 1.64, 1228),
    ("West Midlands", 2019, "violence", 78.2, 2.87, 795),
    ("West Midlands", 2019, "sexual", 89.2, 2.70, 508),
    ("Hampshire", 2019, "all", 91.3, 1.43, 1492),
    ("Derbyshire", 2019, "all", 65.3, 2.16, 1866),
    ("Derbyshire", 2019, "violence", 56.6, 3.3, 867),
    ("Cumbria", 2019, "all", 93.4, 1.48, 1081),
    ("West Yorkshire", 2019, "all", 94.6, 1.64, 730),
    ("City of London", 2019, "all", 93.8, 1.82, 674),
    ("Gloucestershire", 2019, "all", 81.6, 1.88, 1632),
    ("Essex", 2019, "all", 95.8, 1.53, 660),
    ("Warwickshire", 2019, "all", 93.1, 1.68, 874),
    ("West Mercia", 2019, "all", 90.7, 1.78, 1023),
    ("Norfolk", 2020, "all", 87.5, 1.81, 1282),
    ("Norfolk", 2020, "violence", 82.3, 2.88, 675),
    ("Suffolk", 2020, "all", 91.0, 1.67, 1128),
    ("Suffolk", 2020, "violence", 84.3, 2.84, 630),
    ("Dorset", 2020, "all", 93.3, 1.59, 950),
    ("Northamptonshire", 2020, "all", 92.0, 1.55, 1177),
]


@pytest.mark.parametrize(("force", "year", "crime", "rate", "plus_minus", "n"), PUBLISHED)
def test_the_published_half_width_follows_from_rate_and_n(force, year, crime, rate, plus_minus, n):
    assert 100 * wald_half_width(rate / 100, n) == pytest.approx(plus_minus, abs=0.01)
    assert implied_n(rate / 100, plus_minus / 100) == pytest.approx(n, abs=0.51)


def test_three_points_at_80_per_cent_need_683_crimes():
    assert crimes_needed(0.80, 0.03) == 683
    assert crimes_needed(0.90, 0.03) == 385  # 384.1: 384 do not quite reach it


def test_west_midlands_2017_missed_38800_a_year_and_the_interval_nobody_published():
    # 200,706 recorded crimes a year is what the published 38,800 implies at 83.8 %.
    rate = wald(0.838, 1476)
    found = missed_a_year(200_706, 0.838, rate.low, rate.high)
    assert found.estimate == pytest.approx(38_800, abs=5)
    assert found.low == pytest.approx(33_600, abs=100)
    assert found.high == pytest.approx(44_200, abs=100)


def test_one_more_crime_or_one_less_gives_another_half_width():
    """The table above would not notice a wrong formula if its tolerance were too wide."""
    for _, _, _, rate, plus_minus, n in PUBLISHED:
        assert 100 * wald_half_width(rate / 100, n * 0.98) > plus_minus + 0.01
