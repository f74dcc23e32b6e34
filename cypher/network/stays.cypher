// purpose: read at which addresses every visible record was seen since a day
// params: number, after, agencies, sealed
// returns: record, address, first_seen, last_seen, current
MATCH (r:Record)-[v:LIVES_AT]->(s:StatedAddress)-[n:DENOTES]->(a:Address)
WHERE v.since <= $number AND v.until > $number AND n.since <= $number AND n.until > $number AND v.last_seen > $after AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN r.key AS record, a.id AS address, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current
