// purpose: read the open links for the addresses that some records have stated
// params: keys, forever
// returns: packed source, target, first_seen, last_seen, current, postcode
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LIVES_AT]->(b:StatedAddress)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.first_seen, l.last_seen, l.current, b.postcode]) AS packed
