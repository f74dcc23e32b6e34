// purpose: read all open links for the members of a household
// params: forever
// returns: source, target, first_day, last_day
MATCH (a:Person)-[l:MEMBER_OF]->(b:Household)
WHERE l.until = $forever
RETURN a.id AS source, b.id AS target, l.first_day AS first_day, l.last_day AS last_day
