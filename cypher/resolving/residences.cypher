// purpose: read the stated addresses of all records
// params: forever
// returns: packed record, address, first_seen, last_seen, current
MATCH (r:Record)-[v:LIVES_AT]->(s:StatedAddress)
WHERE v.until = $forever
RETURN collect([r.key, s.key, v.first_seen, v.last_seen, v.current]) AS packed
