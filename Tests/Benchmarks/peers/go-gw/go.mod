module go-gw

go 1.19
