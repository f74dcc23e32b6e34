// purpose: drop the index of Touchpoint nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_touchpoint IF EXISTS
