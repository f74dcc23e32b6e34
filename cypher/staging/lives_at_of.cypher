// purpose: read the open links for the addresses that some records have stated
// params: keys, forever
// returns: source, target, first_seen, last_seen, current, postcode
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LIVES_AT]->(b:StatedAddress)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.first_seen AS first_seen, l.last_seen AS last_seen, l.current AS current, b.postcode AS postcode
