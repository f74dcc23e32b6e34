// purpose: read all stated addresses that a touchpoint or a record still uses
// params: none
// returns: packed address, uprn, postcode, flat, number, building, street, town, lines
MATCH (s:StatedAddress)
RETURN collect([s.key, s.uprn, s.postcode, s.flat, s.number, s.building, s.street, s.town, s.lines]) AS packed
