// Institutions: touchpoints by kind of institution and agency
// :param institution => true
MATCH (p:Place) WHERE p.institution = $institution
WITH DISTINCT p
MATCH (p)-[t:ATTENDED_BY]->(a:Agency)
WITH p.kind AS kind, a.name AS agency, t.touchpoints AS touchpoints, count(*) AS places WHERE places >= 5
RETURN kind, agency, touchpoints, places ORDER BY kind, agency, touchpoints
