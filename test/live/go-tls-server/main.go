// A TLS server of Go's standard library, for groups that OpenSSL of the distribution does not know.
// go-tls-server PORT CERT KEY MIN MAX GROUP[,GROUP...]

//go:debug tlsmlkem=1
//go:debug tls10server=1
package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
	if err != nil {
		panic(err)
	}
	number := func(text string) uint16 {
		value, err := strconv.ParseUint(text, 0, 16)
		if err != nil {
			panic(err)
		}
		return uint16(value)
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   number(os.Args[4]),
		MaxVersion:   number(os.Args[5]),
	}
	if len(os.Args) > 6 {
		for _, group := range strings.Split(os.Args[6], ",") {
			config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(number(group)))
		}
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:"+os.Args[1], config)
	if err != nil {
		panic(err)
	}
	fmt.Println("listening")
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			buffer := make([]byte, 4096)
			if _, err := connection.Read(buffer); err == nil {
				fmt.Fprint(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
			}
		}()
	}
}
