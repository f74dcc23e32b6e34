// Hidden overlaps: agencies that know one household by different people, and no one person by two
// :param hidden => true
MATCH (h:Household) WHERE h.hidden = $hidden
WITH DISTINCT h
MATCH (one:Agency)<-[:KNOWN_TO]-(h)-[:KNOWN_TO]->(other:Agency) WHERE one.id < other.id
WITH one.name AS agency, other.name AS with_agency, count(*) AS households WHERE households >= 5
RETURN agency, with_agency, households ORDER BY agency, with_agency
