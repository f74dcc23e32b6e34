// Hidden overlaps: the households' shapes, as their size and number of agencies
// :param hidden => true
MATCH (h:Household) WHERE h.hidden = $hidden
WITH h.size AS size, h.agencies AS agencies, count(*) AS households WHERE households >= 5
RETURN size, agencies, households ORDER BY size, agencies
