// purpose: read the open links to homes in which a record was last seen so long ago that they are past keeping
// params: day, forever
// returns: source, target, first_seen, last_seen, current
MATCH (a:Record)-[l:LIVES_AT]->(b:StatedAddress)
WHERE l.until = $forever AND l.last_seen <= $day AND l.current = false
RETURN a.key AS source, b.key AS target, l.first_seen AS first_seen, l.last_seen AS last_seen, l.current AS current
