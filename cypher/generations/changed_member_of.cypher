// purpose: read what opened or closed since a published generation, of the links for the members of a household
// params: number, forever
// returns: source, target, first_day, last_day, since, until
MATCH (a:Person)-[l:MEMBER_OF]->(b:Household)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.id AS source, b.id AS target, l.first_day AS first_day, l.last_day AS last_day, l.since AS since, l.until AS until
