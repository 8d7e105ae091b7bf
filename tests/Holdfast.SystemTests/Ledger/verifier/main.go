// Verifies a ledger of Holdfast with code that Holdfast did not write: Go's own checksum-database packages
// (golang.org/x/mod/sumdb/note and .../tlog). Checks the log's signature, hashes every entry again into the signed root,
// compares every tile, proves from the tiles that every entry is in the signed tree (of a long ledger: some 2,000 of
// them), that the tree continues each older checkpoint given, and, when its key is given, the witness's cosignature on
// those.
//
//	verifier FOLDER LOG_VKEY [-witness VKEY] [OLDER_CHECKPOINT...]
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func check(err error, doing string) {
	if err != nil {
		fail("%s: %v", doing, err)
	}
}

// readCheckpoint opens a signed checkpoint; every verifier must have signed it.
func readCheckpoint(path string, verifiers ...note.Verifier) tlog.Tree {
	data, err := os.ReadFile(path)
	check(err, "checkpoint")
	n, err := note.Open(data, note.VerifierList(verifiers...))
	check(err, path)
	if len(n.Sigs) != len(verifiers) {
		fail("%s: signed by %d of %d keys", path, len(n.Sigs), len(verifiers))
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != verifiers[0].Name() {
		fail("%s: not a checkpoint of %s", path, verifiers[0].Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, path)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, path)
	tree := tlog.Tree{N: size}
	if copy(tree.Hash[:], root) != tlog.HashSize || len(root) != tlog.HashSize {
		fail("%s: the root has %d bytes", path, len(root))
	}
	return tree
}

// cosignature verifies cosignature/v1 (c2sp.org/tlog-cosignature), which the note package does not know by itself.
type cosignature struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosignature) Name() string    { return c.name }
func (c cosignature) KeyHash() uint32 { return c.hash }
func (c cosignature) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(text), sig[8:])
}

func parseCosigner(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		fail("witness key: not a verifier key")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	check(err, "witness key")
	key, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "witness key")
	if len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		fail("witness key: not a cosignature key")
	}
	return cosignature{parts[0], uint32(hash), key[1:]}
}

// memory holds the hashes that we computed ourselves, in the order of tlog.StoredHashIndex.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var read []tlog.Hash
	for _, i := range indexes {
		read = append(read, m[i])
	}
	return read, nil
}

// tilePath is that of c2sp.org/tlog-tiles, which has no tile height in it.
func tilePath(folder string, tile tlog.Tile) string {
	return filepath.Join(folder, strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
}

// tiles reads the log's own.
type tiles struct {
	folder string
	kept   map[tlog.Tile][]byte
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		data, ok := t.kept[tile]
		if !ok {
			var err error
			if data, err = os.ReadFile(tilePath(t.folder, tile)); err != nil {
				return nil, err
			}
		}
		read = append(read, data)
	}
	return read, nil
}

// SaveTiles hears of tiles whose hashes were found right.
func (t *tiles) SaveTiles(good []tlog.Tile, data [][]byte) {
	for i := range good {
		t.kept[good[i]] = data[i]
	}
}

func bundlePath(folder string, number, width int64) string {
	path := tlog.Tile{H: 8, L: 0, N: number, W: int(width)}.Path()
	return filepath.Join(folder, strings.Replace(path, "tile/8/0/", "tile/entries/", 1))
}

func main() {
	if len(os.Args) < 3 {
		fail("usage: verifier FOLDER LOG_VKEY [-witness VKEY] [OLDER_CHECKPOINT...]")
	}
	folder, older := os.Args[1], os.Args[3:]
	log, err := note.NewVerifier(os.Args[2])
	check(err, "log key")
	signers := []note.Verifier{log}
	if len(older) >= 2 && older[0] == "-witness" {
		signers = append(signers, parseCosigner(older[1]))
		older = older[2:]
	}
	tree := readCheckpoint(filepath.Join(folder, "checkpoint"), log)
	reader := tlog.TileHashReader(tree, &tiles{folder, map[tlog.Tile][]byte{}})

	var hashes memory
	step := 1 + tree.N/2000
	for index := int64(0); index < tree.N; {
		width := tree.N - index
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(bundlePath(folder, index/256, width))
		check(err, "entries")
		for end := index + width; index < end; index++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				fail("entry %d: its bundle is cut", index)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			hash := tlog.RecordHash(bundle[2 : 2+length])
			bundle = bundle[2+length:]
			stored, err := tlog.StoredHashesForRecordHash(index, hash, hashes)
			check(err, "hashing")
			hashes = append(hashes, stored...)
			if index%step != 0 && index != tree.N-1 {
				continue
			}
			proof, err := tlog.ProveRecord(tree.N, index, reader)
			check(err, fmt.Sprintf("entry %d", index))
			check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, hash), fmt.Sprintf("entry %d", index))
		}
		if len(bundle) != 0 {
			fail("entry %d: its bundle goes on", index)
		}
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	check(err, "root")
	if root != tree.Hash {
		fail("checkpoint: the entries give the root %v", root)
	}
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if tile.W < 256 && int64(tile.W) != tree.N>>(8*uint(tile.L))%256 {
			continue // the partial tile of an earlier checkpoint
		}
		wanted, err := tlog.ReadTileData(tile, hashes)
		check(err, tile.Path())
		read, err := os.ReadFile(tilePath(folder, tile))
		check(err, tile.Path())
		if !bytes.Equal(read, wanted) {
			fail("%s: not what the entries give", tilePath(folder, tile))
		}
	}

	for _, path := range older {
		old := readCheckpoint(path, signers...)
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		check(err, path)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), path)
	}
	fmt.Printf("%d entries and %d older checkpoints are right\n", tree.N, len(older))
}
