// One JSON string a line in; a digest of its syntax tree without positions, or "invalid", a line out.
package main

import (
	"bufio"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash"
	"os"
	"reflect"
)

func write(out hash.Hash, value reflect.Value) {
	switch value.Kind() {
	case reflect.Interface, reflect.Pointer:
		if value.IsNil() {
			fmt.Fprint(out, "nil;")
			return
		}
		write(out, value.Elem())
	case reflect.Slice:
		// An empty statement that is all of a block does nothing there.
		if list, ok := value.Interface().([]ast.Stmt); ok && len(list) == 1 {
			if _, empty := list[0].(*ast.EmptyStmt); empty {
				value = reflect.ValueOf(list[:0])
			}
		}
		fmt.Fprintf(out, "[%d:", value.Len())
		for i := 0; i < value.Len(); i++ {
			write(out, value.Index(i))
		}
	case reflect.Struct:
		fmt.Fprint(out, value.Type().String(), "{")
		for i := 0; i < value.NumField(); i++ {
			field := value.Type().Field(i)
			if field.Type == reflect.TypeOf(token.NoPos) {
				// Whether there is one can matter, such as an ellipsis; where does not.
				fmt.Fprint(out, value.Field(i).Int() != 0)
				continue
			}
			switch field.Name {
			case "Doc", "Comment", "Comments", "Obj", "Scope", "Unresolved", "Imports", "GoVersion", "Implicit",
				"Incomplete":
				continue
			}
			fmt.Fprint(out, field.Name, ":")
			write(out, value.Field(i))
		}
		fmt.Fprint(out, "}")
	default:
		fmt.Fprintf(out, "%v;", value.Interface())
	}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var text string
		if json.Unmarshal(line, &text) != nil {
			fmt.Println("invalid")
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "a.go", text, parser.SkipObjectResolution)
		if err != nil {
			fmt.Println("invalid")
			continue
		}
		out := md5.New()
		var node ast.Node = tree
		write(out, reflect.ValueOf(node))
		fmt.Printf("%x\n", out.Sum(nil))
	}
}
