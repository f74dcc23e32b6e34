// purpose: read all links there are, in force or not, for what a record says of its person
// params: none
// returns: source, target, stated_on, since, until
MATCH (a:Record)-[l:SAYS]->(b:Details)
RETURN a.key AS source, b.key AS target, l.stated_on AS stated_on, l.since AS since, l.until AS until
