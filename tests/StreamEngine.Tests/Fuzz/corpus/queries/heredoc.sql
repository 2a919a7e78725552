SELECT $a$ ; FORMAT x $a$ -- ;
; SELECT 2