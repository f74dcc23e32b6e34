// purpose: read all links of the analysts' copy that say: lives in
// params: none
// returns: source, target
MATCH (a:Person)-[x:LIVES_IN]->(b:Household)
RETURN a.id AS source, b.id AS target
