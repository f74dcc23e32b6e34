// purpose: read all links there are, in force or not, for the address of a household
// params: none
// returns: source, target, since, until
MATCH (a:Household)-[l:BASED_AT]->(b:Address)
RETURN a.id AS source, b.id AS target, l.since AS since, l.until AS until
