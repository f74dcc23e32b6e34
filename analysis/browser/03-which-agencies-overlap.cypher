// Pairs of agencies that know the same household, and how many households those are
// :param overlap => 2
MATCH (h:Household) WHERE h.agencies >= $overlap
WITH DISTINCT h
MATCH (one:Agency)<-[:KNOWN_TO]-(h)-[:KNOWN_TO]->(other:Agency) WHERE one.id < other.id
WITH one.name AS agency, other.name AS with_agency, count(*) AS households WHERE households >= 5
RETURN agency, with_agency, households ORDER BY agency, with_agency
