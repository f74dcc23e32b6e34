// Addresses with repeated call-outs in the twelve months: how many, by the number of call-outs (10 is 10 or more)
// :param times => 3
MATCH (p:Place) WHERE p.call_outs >= $times
WITH p.call_outs AS call_outs, count(*) AS addresses WHERE addresses >= 5
RETURN call_outs, addresses ORDER BY call_outs
