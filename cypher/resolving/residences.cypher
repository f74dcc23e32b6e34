// purpose: read the stated addresses of all records
// params: forever
// returns: record, address, first_seen, last_seen, current
MATCH (r:Record)-[v:LIVES_AT]->(s:StatedAddress)
WHERE v.until = $forever
RETURN r.key AS record, s.key AS address, v.first_seen AS first_seen, v.last_seen AS last_seen, v.current AS current
