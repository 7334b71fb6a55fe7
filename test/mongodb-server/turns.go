// FerretDB 1 carries out an update in two steps, reading the documents that match and then writing them by their id, and
// lets other commands in between. MongoDB never does: an update of one document is atomic, filter and all, and guards by
// position or version rest on that. So that the tests meet what MongoDB promises, clients talk to FerretDB through this
// relay, which lets one command at a time pass, over all connections.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

const (
	headerSize  = 16
	maxMessage  = 48_000_000 // MongoDB's own bound on a wire message, in bytes
	opMsg       = 2013
	moreToCome  = 1 << 1 // in the flags of an OP_MSG: the sender wants no answer
	opCodeStart = 12     // the header: length, request id, response to, operation
)

// takeTurns relays every connection of the listener to the server at the inner address until the context ends.
func takeTurns(ctx context.Context, listener net.Listener, inner string) {
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	var turn sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", inner)
		if err != nil {
			_ = client.Close()
			continue
		}
		hangUp := sync.OnceFunc(func() { _, _ = client.Close(), server.Close() })
		context.AfterFunc(ctx, hangUp)
		go func() {
			defer hangUp()
			for relay(&turn, client, server) == nil {
			}
		}()
	}
}

// relay passes one command on and its answer back.
func relay(turn *sync.Mutex, client, server net.Conn) error {
	command, err := readMessage(client)
	if err != nil {
		return err
	}
	answer, err := exchange(turn, server, command)
	if err != nil {
		return err
	}
	_, err = client.Write(answer)
	return err
}

func exchange(turn *sync.Mutex, server net.Conn, command []byte) ([]byte, error) {
	turn.Lock()
	defer turn.Unlock()
	if _, err := server.Write(command); err != nil {
		return nil, err
	}
	if !wantsAnswer(command) {
		return nil, nil
	}
	return readMessage(server)
}

func wantsAnswer(command []byte) bool {
	isMsg := binary.LittleEndian.Uint32(command[opCodeStart:]) == opMsg && len(command) >= headerSize+4
	return !isMsg || binary.LittleEndian.Uint32(command[headerSize:])&moreToCome == 0
}

func readMessage(connection net.Conn) ([]byte, error) {
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(connection, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerSize || length > maxMessage {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(connection, message[headerSize:])
	return message, err
}
