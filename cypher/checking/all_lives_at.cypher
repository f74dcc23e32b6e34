// purpose: read all links there are, in force or not, for the addresses a record has stated
// params: none
// returns: source, target, first_seen, last_seen, current, since, until
MATCH (a:Record)-[l:LIVES_AT]->(b:StatedAddress)
RETURN a.key AS source, b.key AS target, l.first_seen AS first_seen, l.last_seen AS last_seen, l.current AS current, l.since AS since, l.until AS until
