// purpose: read all links there are, in force or not, for the members of a household
// params: none
// returns: source, target, first_day, last_day, since, until
MATCH (a:Person)-[l:MEMBER_OF]->(b:Household)
RETURN a.id AS source, b.id AS target, l.first_day AS first_day, l.last_day AS last_day, l.since AS since, l.until AS until
