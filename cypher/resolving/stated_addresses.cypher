// purpose: read all stated addresses that a touchpoint or a record still uses
// params: none
// returns: address, uprn, postcode, flat, number, building, street, town, lines
MATCH (s:StatedAddress)
RETURN s.key AS address, s.uprn AS uprn, s.postcode AS postcode, s.flat AS flat, s.number AS number, s.building AS building, s.street AS street, s.town AS town, s.lines AS lines
