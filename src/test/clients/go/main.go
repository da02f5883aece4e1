// Go's net/http as its documentation shows it. Prints a line for each step: its name, a tab, what came of it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
)

var url = os.Getenv("GATEWAY_URL") + "/v1/verifications/"

type verification struct{ Id, Status, Code string }

func form(to io.Writer, path string) string {
	writer := multipart.NewWriter(to)
	part, _ := writer.CreateFormFile("document", filepath.Base(path))
	file, _ := os.Open(path)
	defer file.Close()
	io.Copy(part, file)
	writer.Close()
	return writer.FormDataContentType()
}

func submit(path string) (*http.Request, error) {
	var body bytes.Buffer
	contentType := form(&body, path)
	request, err := http.NewRequest("POST", url+"document", &body)
	request.Header.Set("Content-Type", contentType)
	return request, err
}

func stream(path string) (*http.Request, error) {
	read, write := io.Pipe()
	writer := multipart.NewWriter(write)
	go func() {
		part, _ := writer.CreateFormFile("document", "a\"b.jpg")
		file, _ := os.Open(path)
		defer file.Close()
		io.Copy(part, file)
		writer.Close()
		write.Close()
	}()
	request, err := http.NewRequest("POST", url+"document", read)
	request.Header.Set("Content-Type", writer.FormDataContentType())
	return request, err
}

func step(name string, request *http.Request, err error) (told verification) {
	request.Header.Set("Authorization", "Bearer "+os.Getenv("GATEWAY_KEY"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Printf("%s\tlost: %v\n", name, err)
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	var wire struct {
		Id     string          `json:"id"`
		Status json.RawMessage `json:"status"`
		Code   string          `json:"code"`
	}
	json.Unmarshal(body, &wire)
	json.Unmarshal(wire.Status, &told.Status)
	told.Id, told.Code = wire.Id, wire.Code
	if told.Code == "" {
		told.Code = told.Status
	}
	fmt.Printf("%s\t%d %s\n", name, response.StatusCode, told.Code)
	return
}

func main() {
	fmt.Printf("version\t%s\n", runtime.Version()[2:])
	request, err := submit(os.Getenv("PICTURE"))
	id := step("submit", request, err).Id
	request, err = stream(os.Getenv("PICTURE"))
	step("stream", request, err)
	request, err = submit(os.Getenv("TEXT"))
	step("refused", request, err)
	request, err = submit(os.Getenv("PICTURE"))
	step("again", request, err)
	request, err = submit(os.Getenv("BIG"))
	step("refused-big", request, err)
	request, err = submit(os.Getenv("PICTURE"))
	step("again-big", request, err)
	request, err = http.NewRequest("GET", url+id, nil)
	request.Header.Set("Prefer", "wait=20")
	step("watch", request, err)
}
