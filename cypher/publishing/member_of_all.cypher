// purpose: read all open links for the members of a household
// params: forever
// returns: packed source, target, first_day, last_day
MATCH (a:Person)-[l:MEMBER_OF]->(b:Household)
WHERE l.until = $forever
RETURN collect([a.id, b.id, l.first_day, l.last_day]) AS packed
