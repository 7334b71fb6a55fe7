// A server that speaks MongoDB's wire protocol, for the tests of the MongoDB view store: FerretDB's embeddable package on
// its SQLite backend, one command at a time (see turns.go). It listens on loopback only, prints one line when it listens,
// and stops on SIGTERM or SIGINT.
//
//	mongodb-server -directory DIR [-port N] [-leash]
//
// On a leash it also stops when its standard input ends, and so never outlives the program that started it. With port 0,
// the default, it takes a free port; the line it prints, "ready mongodb://127.0.0.1:PORT/", says which.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	port := flag.Int("port", 0, "the loopback port to listen on; 0 takes a free one")
	directory := flag.String("directory", "", "an existing directory for the databases")
	leash := flag.Bool("leash", false, "stop when standard input ends")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if *leash {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	if err := serve(ctx, *port, *directory); err != nil {
		fmt.Fprintln(os.Stderr, "mongodb-server:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, port int, directory string) error {
	info, err := os.Stat(directory)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("-directory %q is not an existing directory", directory)
	}
	path, err := filepath.Abs(directory)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: "file:" + filepath.ToSlash(path) + "/", // the slash at the end makes it a directory
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(server.MongoDBURI(), "mongodb://"), "/")
	go takeTurns(ctx, listener, inner)
	// Both ports are bound by now, so a client that connects from here on waits in the queue until it is accepted.
	fmt.Printf("ready mongodb://%s/\n", listener.Addr())
	return server.Run(ctx)
}
