// purpose: read the stated addresses that a record still lives at, or lately did
// params: day, old, forever
// returns: address
MATCH (:Record)-[l:LIVES_AT|WAS_LIVES_AT]->(b:StatedAddress)
WHERE l.until = $forever OR (l.until > $old AND l.last_seen > $day)
RETURN DISTINCT b.key AS address
