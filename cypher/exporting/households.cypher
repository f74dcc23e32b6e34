// purpose: read the household of every person in a generation
// params: number
// returns: packed person, household
MATCH (p:Person)-[m:MEMBER_OF]->(h:Household)
WHERE m.since <= $number AND m.until > $number
RETURN collect([p.id, h.id]) AS packed
