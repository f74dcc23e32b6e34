// Addresses with repeated call-outs: which agencies had touchpoints there
// :param times => 3
MATCH (p:Place) WHERE p.call_outs >= $times
WITH DISTINCT p
MATCH (p)-[:ATTENDED_BY]->(a:Agency)
WITH a.name AS agency, count(*) AS addresses WHERE addresses >= 5
RETURN agency, addresses ORDER BY agency
