"""Addresses in the ways that people write them, each with what it says: flat, number or building, street and town."""

import pytest

from mast.core.facts import StatedAddress
from mast.fields.addresses import parse_address, premises

# (as written, flat, number, building, street, town)
WRITTEN = [
    # houses
    ("12 Station Road, Cambridge", "", "12", "", "STATION ROAD", "CAMBRIDGE"),
    ("12, Station Road, Cambridge", "", "12", "", "STATION ROAD", "CAMBRIDGE"),
    ("12 STATION RD CAMBRIDGE", "", "12", "", "STATION ROAD", "CAMBRIDGE"),
    ("14a High Street, Ilford", "", "14A", "", "HIGH STREET", "ILFORD"),
    ("14 A High Street, Ilford", "", "14A", "", "HIGH STREET", "ILFORD"),
    ("No. 8 Upper Parliament Street, Nottingham", "", "8", "", "UPPER PARLIAMENT STREET", "NOTTINGHAM"),
    ("No 8, Mill Ln", "", "8", "", "MILL LANE", ""),
    ("1-3 Market Place, Wells", "", "1-3", "", "MARKET PLACE", "WELLS"),
    ("12 - 14 Market Pl, Wells", "", "12-14", "", "MARKET PLACE", "WELLS"),
    ("12/14 Bridge Street, Walsall", "", "12-14", "", "BRIDGE STREET", "WALSALL"),
    ("12 to 14 Bridge Street, Walsall", "", "12-14", "", "BRIDGE STREET", "WALSALL"),
    ("7 The Crescent, Leeds", "", "7", "", "THE CRESCENT", "LEEDS"),
    ("7 THE CRESCENT LEEDS", "", "7", "", "THE CRESCENT", "LEEDS"),
    ("3 The Green, Kings Norton, Birmingham", "", "3", "", "THE GREEN", "BIRMINGHAM"),
    ("9 Church Street Close, Wigan", "", "9", "", "CHURCH STREET CLOSE", "WIGAN"),
    ("9 CHURCH STREET CLOSE WIGAN", "", "9", "", "CHURCH STREET CLOSE", "WIGAN"),
    ("41 Park Road, Chapel-en-le-Frith", "", "41", "", "PARK ROAD", "CHAPEL EN LE FRITH"),
    ("41 PARK RD CHAPEL-EN-LE-FRITH", "", "41", "", "PARK ROAD", "CHAPEL EN LE FRITH"),
    ("220 Bath Road, Slough, Berkshire", "", "220", "", "BATH ROAD", "SLOUGH"),
    ("5 Green Lane, Bolton", "", "5", "", "GREEN LANE", "BOLTON"),
    ("5 GREEN LN BOLTON", "", "5", "", "GREEN LANE", "BOLTON"),
    ("19 Station Grove, Bilston", "", "19", "", "STATION GROVE", "BILSTON"),
    ("24 St Johns Rd, Bristol", "", "24", "", "SAINT JOHNS ROAD", "BRISTOL"),
    ("24 Saint John's Road, Bristol", "", "24", "", "SAINT JOHNS ROAD", "BRISTOL"),
    ("24 HIGH ST ST ALBANS", "", "24", "", "HIGH STREET", "ST ALBANS"),
    ("16 Mt Pleasant, Redhill", "", "16", "", "MOUNT PLEASANT", "REDHILL"),
    ("16 MOUNT PLEASANT REDHILL", "", "16", "", "MOUNT PLEASANT", "REDHILL"),
    ("33 Park Road West, Wolverhampton", "", "33", "", "PARK ROAD WEST", "WOLVERHAMPTON"),
    ("33 PARK RD W, WOLVERHAMPTON", "", "33", "", "PARK ROAD WEST", "WOLVERHAMPTON"),
    ("33 QUEEN ST WEST BROMWICH", "", "33", "", "QUEEN STREET", "WEST BROMWICH"),
    ("8 Primrose Hill, Northampton", "", "8", "", "PRIMROSE HILL", "NORTHAMPTON"),
    ("8 PRIMROSE HL NORTHAMPTON", "", "8", "", "PRIMROSE HILL", "NORTHAMPTON"),
    ("4 Grove Hill Road, Tunbridge Wells, Kent", "", "4", "", "GROVE HILL ROAD", "TUNBRIDGE WELLS"),
    ("4 GROVE HILL RD TUNBRIDGE WELLS KENT", "", "4", "", "GROVE HILL ROAD", "TUNBRIDGE WELLS"),
    ("112 Kingsway, Derby", "", "112", "", "KINGSWAY", "DERBY"),
    ("112 KINGSWAY DERBY", "", "112", "", "KINGSWAY", "DERBY"),
    ("60 Cheapside, Luton", "", "60", "", "CHEAPSIDE", "LUTON"),
    ("60 CHEAPSIDE LUTON", "", "60", "", "CHEAPSIDE", "LUTON"),
    ("21 The Hawthorns, Lutterworth, Leics", "", "21", "", "THE HAWTHORNS", "LUTTERWORTH"),
    ("21 THE HAWTHORNS LUTTERWORTH LEICS", "", "21", "", "THE HAWTHORNS", "LUTTERWORTH"),
    ("5 Chapel Mews, Church Street, Leeds", "", "5", "", "CHAPEL MEWS", "LEEDS"),
    ("5 CHAPEL MEWS CHURCH STREET LEEDS", "", "5", "", "CHAPEL MEWS", "LEEDS"),
    ("18 Heol y Deri, Caerdydd", "", "18", "", "HEOL Y DERI", "CAERDYDD"),
    ("18 HEOL Y DERI CARDIFF", "", "18", "", "HEOL Y DERI", "CARDIFF"),
    ("2 Upper St Martin's Lane, London", "", "2", "", "UPPER SAINT MARTINS LANE", "LONDON"),
    ("High Street 14, Ilford", "", "14", "", "HIGH STREET", "ILFORD"),
    ("10 Downing Street, London, UK", "", "10", "", "DOWNING STREET", "LONDON"),
    ("6 Old Court Road, Wigan, Lancashire, England", "", "6", "", "OLD COURT ROAD", "WIGAN"),
    ("12 HIGH ROAD WOOD GREEN LONDON", "", "12", "", "HIGH ROAD", "WOOD GREEN LONDON"),
    ("15 Broad Walk, Orpington", "", "15", "", "BROAD WALK", "ORPINGTON"),
    ("77 DUDLEY PORT TIPTON", "", "77", "", "DUDLEY PORT", "TIPTON"),
    ("3 Nelson Court, Walsall", "", "3", "", "NELSON COURT", "WALSALL"),
    ("88 Lwr High St, Stourbridge", "", "88", "", "LOWER HIGH STREET", "STOURBRIDGE"),
    ("14, The Avenue; Bletsoe; Bedford", "", "14", "", "THE AVENUE", "BEDFORD"),
    ("29 Meadow Vw, Bilston", "", "29", "", "MEADOW VIEW", "BILSTON"),
    # flats
    ("Flat 2, 14a High St, Ilford", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("14a High Street, Flat 2, Ilford", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("14a High Street (Flat 2), Ilford", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("FLAT 2 14A HIGH STREET ILFORD ESSEX", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("Flat2 14A High Street, Ilford", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("Flat No. 2, 14A High Street, Ilford", "2", "14A", "", "HIGH STREET", "ILFORD"),
    ("Flat Two, 14 High Street, Ilford", "2", "14", "", "HIGH STREET", "ILFORD"),
    ("Flat 2 - 14 High Street, Ilford", "2", "14", "", "HIGH STREET", "ILFORD"),
    ("68 WOLVERHAMPTON CL FLT 2 WALSALL", "2", "68", "", "WOLVERHAMPTON CLOSE", "WALSALL"),
    ("Flat B, 10 Acacia Avenue, Harrow", "B", "10", "", "ACACIA AVENUE", "HARROW"),
    ("FLAT B 10 ACACIA AVE HARROW", "B", "10", "", "ACACIA AVENUE", "HARROW"),
    ("Flat 12C, 3 Elm Park, London", "12C", "3", "", "ELM PARK", "LONDON"),
    ("Flat 12 C, 3 Elm Park, London", "12C", "3", "", "ELM PARK", "LONDON"),
    ("Apt 7, 40 Quay Street, Manchester", "7", "40", "", "QUAY STREET", "MANCHESTER"),
    ("Apartment 5, Victoria House, 27 Queens Road, Leeds", "5", "27", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("APARTMENT 5 VICTORIA HOUSE 27 QUEENS RD LEEDS", "5", "27", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("5 Victoria House, 27 Queens Road, Leeds", "5", "27", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("5 VICTORIA HOUSE 27 QUEENS ROAD LEEDS", "5", "27", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("5 Victoria House, Queens Road, Leeds", "5", "", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("5 VICTORIA HSE QUEENS RD LEEDS", "5", "", "VICTORIA HOUSE", "QUEENS ROAD", "LEEDS"),
    ("Flat 3B, Nelson Mandela Court, Peckham Hill Street", "3B", "", "NELSON MANDELA COURT", "PECKHAM HILL STREET", ""),
    ("FLAT 3B NELSON MANDELA CT PECKHAM HILL ST", "3B", "", "NELSON MANDELA COURT", "PECKHAM HILL STREET", ""),
    ("14 Nelson Court, Peckham Hill Street, London", "14", "", "NELSON COURT", "PECKHAM HILL STREET", "LONDON"),
    ("Flat 14, Nelson Court, Walsall", "14", "", "NELSON COURT", "", "WALSALL"),
    ("FLAT 14 NELSON COURT WALSALL", "14", "", "NELSON COURT", "", "WALSALL"),
    ("Flat 9 Block C, Mill Lane, York", "9", "", "BLOCK C", "MILL LANE", "YORK"),
    ("Top Floor Flat, 221B Baker Street, London", "TOP FLOOR", "221B", "", "BAKER STREET", "LONDON"),
    ("221b Baker St, Top Floor Flat, London", "TOP FLOOR", "221B", "", "BAKER STREET", "LONDON"),
    ("TOP FLOOR FLAT 221B BAKER STREET LONDON", "TOP FLOOR", "221B", "", "BAKER STREET", "LONDON"),
    ("2nd Floor, 10 St Mary's Terrace", "SECOND FLOOR", "10", "", "SAINT MARYS TERRACE", ""),
    ("First Floor Flat, 6 Clifton Vale, Bristol", "FIRST FLOOR", "6", "", "CLIFTON VALE", "BRISTOL"),
    ("1st Floor Flat, 6 Clifton Vale, Bristol", "FIRST FLOOR", "6", "", "CLIFTON VALE", "BRISTOL"),
    ("FFF, 6 Clifton Vale, Bristol", "FIRST FLOOR", "6", "", "CLIFTON VALE", "BRISTOL"),
    ("GFF 6 CLIFTON VALE BRISTOL", "GROUND FLOOR", "6", "", "CLIFTON VALE", "BRISTOL"),
    ("Flat 1, First Floor, 6 Clifton Vale, Bristol", "1", "6", "", "CLIFTON VALE", "BRISTOL"),
    ("Basement Flat, 9 Brunswick Sq, Hove", "BASEMENT", "9", "", "BRUNSWICK SQUARE", "HOVE"),
    ("Basement, 9 Brunswick Square, Hove", "BASEMENT", "9", "", "BRUNSWICK SQUARE", "HOVE"),
    ("Garden Flat, 9 Brunswick Square, Hove", "GARDEN", "9", "", "BRUNSWICK SQUARE", "HOVE"),
    ("The Flat, 30 Market Street, Wells", "FLAT", "30", "", "MARKET STREET", "WELLS"),
    ("Flat above shop, 30 Market Street, Wells", "FLAT", "30", "", "MARKET STREET", "WELLS"),
    ("Room 12, St Jude's Hostel, 9 Dock Road", "12", "9", "SAINT JUDES HOSTEL", "DOCK ROAD", ""),
    ("Room 3, 55 Albert Road, Middlesbrough", "3", "55", "", "ALBERT ROAD", "MIDDLESBROUGH"),
    ("3/1, 45 Byres Road, Glasgow", "3/1", "45", "", "BYRES ROAD", "GLASGOW"),
    ("Flat 3/1, 45 Byres Road, Glasgow", "3/1", "45", "", "BYRES ROAD", "GLASGOW"),
    ("3/1 45 BYRES RD GLASGOW", "3/1", "45", "", "BYRES ROAD", "GLASGOW"),
    ("45 Byres Road, 3/1, Glasgow", "3/1", "45", "", "BYRES ROAD", "GLASGOW"),
    ("2F1, 18 Marchmont Crescent, Edinburgh", "2F1", "18", "", "MARCHMONT CRESCENT", "EDINBURGH"),
    ("45/3 Leith Walk, Edinburgh", "3", "45", "", "LEITH WALK", "EDINBURGH"),
    ("Flat 2 Left, 8 Union Street, Dundee", "2L", "8", "", "UNION STREET", "DUNDEE"),
    # named buildings
    ("Rose Cottage, Church Lane, Little Snoring, Fakenham", "", "", "ROSE COTTAGE", "CHURCH LANE", "FAKENHAM"),
    ("ROSE COTTAGE CHURCH LANE LITTLE SNORING", "", "", "ROSE COTTAGE", "CHURCH LANE", "LITTLE SNORING"),
    ("Rose Cottage, Little Snoring, Fakenham, Norfolk", "", "", "ROSE COTTAGE", "", "FAKENHAM"),
    ("The Old Vicarage, 3 Main Street, Oakham", "", "3", "THE OLD VICARAGE", "MAIN STREET", "OAKHAM"),
    ("THE HOLLIES PLECK ST WEST BROMWICH", "", "", "THE HOLLIES", "PLECK STREET", "WEST BROMWICH"),
    ("The Hollies, Pleck Street, West Bromwich", "", "", "THE HOLLIES", "PLECK STREET", "WEST BROMWICH"),
    ("WESTHOLME QUEEN ST WALSALL", "", "", "WESTHOLME", "QUEEN STREET", "WALSALL"),
    ("Westholme, Queen Street, Walsall", "", "", "WESTHOLME", "QUEEN STREET", "WALSALL"),
    ("CASTLE HOSTEL 27 QUEEN ST WALSALL", "", "27", "CASTLE HOSTEL", "QUEEN STREET", "WALSALL"),
    ("Haven House, Wednesfield", "", "", "HAVEN HOUSE", "", "WEDNESFIELD"),
    ("Manor Farm, Melton Road, Waltham", "", "", "MANOR FARM", "MELTON ROAD", "WALTHAM"),
    ("Unit 4, Riverside Business Park, Mill Lane, York", "4", "", "RIVERSIDE BUSINESS PARK", "MILL LANE", "YORK"),
    ("Plot 6 Hawthorn Caravan Park, Sea Lane", "6", "", "HAWTHORN CARAVAN PARK", "SEA LANE", ""),
    ("Springfield Care Home, Acocks Green, Birmingham", "", "", "SPRINGFIELD CARE HOME", "", "BIRMINGHAM"),
    ("2 Rose Cottages, Church Lane, Snoring", "2", "", "ROSE COTTAGES", "CHURCH LANE", "SNORING"),
    ("The Annexe, 22 Elm Close, Stone", "ANNEX", "22", "", "ELM CLOSE", "STONE"),
    # care of
    ("C/O Mr Jones, 7 The Crescent, Leeds", "", "7", "", "THE CRESCENT", "LEEDS"),
    ("c/o Mrs Begum 7 The Crescent, Leeds", "", "7", "", "THE CRESCENT", "LEEDS"),
    ("7 The Crescent, care of Mr Jones, Leeds", "", "7", "", "THE CRESCENT", "LEEDS"),
    # where the parts stand oddly
    ("1 Church Cottages, The Green, Wickham", "1", "", "CHURCH COTTAGES", "THE GREEN", "WICKHAM"),
    ("Flat 1 Rear, 20 Kings Rd, Walsall", "1 REAR", "20", "", "KINGS ROAD", "WALSALL"),
    ("WELLINGTON COURT FLAT 6 LONG STREET WALSALL", "6", "", "WELLINGTON COURT", "LONG STREET", "WALSALL"),
    ("FLAT 6 WELLINGTON COURT 14 LONG STREET WALSALL", "6", "14", "WELLINGTON COURT", "LONG STREET", "WALSALL"),
    ("THE LODGE 4 PARK AVENUE NORTH NORTHAMPTON", "", "4", "THE LODGE", "PARK AVENUE NORTH", "NORTHAMPTON"),
    ("12 FRONT ST CHESTER-LE-STREET", "", "12", "", "FRONT STREET", "CHESTER LE STREET"),
    ("Rose Cottage, Chester-le-Street, Co Durham", "", "", "ROSE COTTAGE", "", "CHESTER LE STREET"),
    ("HMP Birmingham, Winson Green Road, Birmingham", "", "", "HMP BIRMINGHAM", "WINSON GREEN ROAD", "BIRMINGHAM"),
    ("22 Avenue Rd Ext, Leicester", "", "22", "", "AVENUE ROAD EXTENSION", "LEICESTER"),
    ("88a-90 Lord Street, Southport", "", "88A-90", "", "LORD STREET", "SOUTHPORT"),
    ("1 New Street, Newtown", "", "1", "", "NEW STREET", "NEWTOWN"),
    ("Walsall", "", "", "", "", "WALSALL"),
]


@pytest.mark.parametrize(("text", "flat", "number", "building", "street", "town"), WRITTEN)
def test_an_address_is_read_as_written(
    text: str, flat: str, number: str, building: str, street: str, town: str
) -> None:
    found = parse_address([text])
    assert found is not None
    assert (found.flat, found.number, found.building, found.street, found.town) == (
        flat,
        number,
        building,
        street,
        town,
    )


def read(*lines: str, town: str = "", postcode: str = "", uprn: str = "") -> StatedAddress:
    found = parse_address(lines, town=town, postcode=postcode, uprn=uprn)
    assert found is not None
    return found


def test_fields_of_a_form_say_what_one_line_says() -> None:
    form = read("66 Heath Way", "Aldridge", "", town="Walsall", postcode="WS9 3AE")
    line = read("66 Heath Way, Aldridge, WALSALL, WS9 3AE", postcode="WS9 3AE")
    assert form == line
    assert form.lines == "66 Heath Way, Aldridge, Walsall, WS9 3AE"
    assert form.key == "|WS9 3AE||66||HEATH WAY|WALSALL"


def test_the_key_holds_every_part_but_the_line() -> None:
    found = read("Flat 2, 14 High St", town="Ilford", postcode="IG1 1AA", uprn="100")
    assert found.key == "100|IG1 1AA|2|14||HIGH STREET|ILFORD"
    assert read("flat 2 14 high street", town="ILFORD", postcode="IG1 1AA", uprn="100").key == found.key


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NFA",
        "nfa",
        "N.F.A.",
        "No fixed abode",
        "NFA, Walsall",
        "No Fixed Abode - Walsall area",
        "Unknown",
        "N/A",
        "-",
    ],
)
def test_nowhere_is_no_address(text: str) -> None:
    assert parse_address([text]) is None


def test_no_fixed_abode_is_no_address_whatever_the_postcode() -> None:
    assert parse_address(["NFA"], postcode="WS1 1AA") is None


def test_a_postcode_or_uprn_alone_is_an_address() -> None:
    assert read("", postcode="WS1 1AA").key == "|WS1 1AA|||||"
    assert read("Unknown", uprn="7").key == "7||||||"


def test_a_postcode_in_the_text_is_taken_when_there_is_no_other() -> None:
    assert read("25 Sandwell Street, Walsall ws13dr").postcode == "WS1 3DR"
    assert read("25 Sandwell Street, Walsall", "WS1 3DR").lines == "25 Sandwell Street, Walsall, WS1 3DR"


def test_a_line_end_within_a_cell_is_a_comma() -> None:
    assert read("FLAT 2\n14A HIGH ST\nWALSALL").lines == "Flat 2, 14A High St, Walsall"


def test_the_name_behind_care_of_is_not_kept() -> None:
    assert "Jones" not in read("C/O Mrs Jones, 7 The Crescent, Leeds").lines


def test_premises_are_the_flat_and_the_number_or_name() -> None:
    assert premises(read("Flat 2, 14a High Street, Ilford")) == ("2", "14A")
    assert premises(read("Rose Cottage, Church Lane")) == ("", "ROSE COTTAGE")
    assert premises(read("High Street, Ilford")) == ("", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("улица Ленина", "улица Пушкина"),
        ("12 улица Ленина", "12 улица Пушкина"),
        ("Flat 2, 12 улица Ленина, Walsall", "Flat 2, 12 улица Пушкина, Walsall"),
        ("花园路12号", "长江路12号"),
        ("null Улица", "null Дорога"),
        ("Дом A, Сад A", "Дом B, Сад B"),
    ],
)
def test_addresses_in_other_letters_are_kept_apart_and_whole(one: str, other: str) -> None:
    for code in ("", "WS1 1AA"):
        first, second = (parse_address([text], postcode=code) for text in (one, other))
        assert first is not None
        assert second is not None
        assert first.key != second.key
        assert first.lines == ", ".join(filter(None, (one, code)))


def test_a_town_in_other_letters_is_a_town() -> None:
    kyiv, lviv = (parse_address(["12 High Street"], town=town) for town in ("Київ", "Львів"))
    assert kyiv is not None
    assert lviv is not None
    assert (kyiv.street, kyiv.town, lviv.town) == ("HIGH STREET", "КИЇВ", "ЛЬВІВ")


def test_a_line_that_says_nothing_shows_nothing() -> None:
    blank = parse_address(["???", "-"], postcode="WS1 1AA")
    assert blank is not None
    assert blank.lines == "WS1 1AA"
