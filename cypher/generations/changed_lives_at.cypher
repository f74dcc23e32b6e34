// purpose: read what opened or closed since a published generation, of the links for the addresses a record has stated
// params: number, forever
// returns: source, target, first_seen, last_seen, current, since, until
MATCH (a:Record)-[l:LIVES_AT]->(b:StatedAddress)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.first_seen AS first_seen, l.last_seen AS last_seen, l.current AS current, l.since AS since, l.until AS until
