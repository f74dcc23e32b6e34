// purpose: read where some records have lived, as stated, and which address that denotes, in a generation
// params: records, number
// returns: record, address, denotes, uprn, postcode, flat, number, building, street, town, lines, first_seen, last_seen, current
UNWIND $records AS key
MATCH (r:Record {key: key})-[v:LIVES_AT|WAS_LIVES_AT]->(s:StatedAddress)-[d:DENOTES|WAS_DENOTES]->(a:Address)
WHERE v.since <= $number AND v.until > $number AND d.since <= $number AND d.until > $number
RETURN r.key AS record, s.key AS address, a.id AS denotes, s.uprn AS uprn, s.postcode AS postcode, s.flat AS flat, s.number AS number, s.building AS building, s.street AS street, s.town AS town, s.lines AS lines, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current
