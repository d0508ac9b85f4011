package heygenapi_test

import (
	"bytes"
	"context"
	"io"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// branches are the types of each union that requests have.
func branches() map[reflect.Type][]any {
	return map[reflect.Type][]any{
		reflect.TypeFor[heygenapi.MediaSource]():         {heygenapi.MediaURL{}, heygenapi.MediaAsset{}, heygenapi.MediaBase64{}},
		reflect.TypeFor[heygenapi.MediaRef]():            {heygenapi.MediaURL{}, heygenapi.MediaAsset{}},
		reflect.TypeFor[heygenapi.VideoRequest]():        {heygenapi.AvatarVideo{}, heygenapi.ImageVideo{}, heygenapi.CinematicVideo{}, heygenapi.StudioVideo{}},
		reflect.TypeFor[heygenapi.Scene]():               {heygenapi.AvatarScene{}, heygenapi.ImageScene{}, heygenapi.VideoScene{}},
		reflect.TypeFor[heygenapi.Engine]():              {heygenapi.AvatarIII{}, heygenapi.AvatarIV{}, heygenapi.AvatarV{}},
		reflect.TypeFor[heygenapi.VoiceEngineSettings](): {heygenapi.ElevenLabsSettings{}, heygenapi.FishSettings{}, heygenapi.StarfishSettings{}},
		reflect.TypeFor[heygenapi.RealtimeRequest]():     {heygenapi.RealtimeSpeech{}, heygenapi.RealtimeAudio{}, heygenapi.RealtimeTextStream{}},
		reflect.TypeFor[heygenapi.AvatarRequest]():       {heygenapi.PromptAvatar{}, heygenapi.DigitalTwin{}, heygenapi.PhotoAvatar{}},
		reflect.TypeFor[heygenapi.TemplateVariable](): {
			heygenapi.TextVariable{}, heygenapi.ImageVariable{}, heygenapi.VideoVariable{}, heygenapi.AudioVariable{}, heygenapi.VoiceVariable{}, heygenapi.CharacterVariable{},
		},
	}
}

// rounds are enough for each branch of a union in each of another.
const rounds = 12

// filler sets every field of a request.
type filler struct {
	t        *testing.T
	branches map[reflect.Type][]any
	round    int
}

func (f filler) fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), depth)
	case reflect.Struct:
		for _, field := range v.Fields() {
			f.fill(field, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		f.fill(value, depth)
		v.SetMapIndex(reflect.ValueOf("text"), value)
	case reflect.Slice:
		f.fillSlice(v, depth)
	case reflect.Interface:
		if v.NumMethod() == 0 { // any value
			v.Set(reflect.ValueOf("text"))
			return
		}
		f.fillInterface(v, depth)
	default:
		require.Failf(f.t, "a field that the test cannot fill", "%s", v.Type())
	}
}

// fillSlice puts every branch into a list of a union.
func (f filler) fillSlice(v reflect.Value, depth int) {
	n := max(1, len(f.branches[v.Type().Elem()]))
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		if v.Type().Elem().Kind() == reflect.Interface {
			f.fillBranch(v.Index(i), i, depth)
		} else {
			f.fill(v.Index(i), depth)
		}
	}
}

func (f filler) fillInterface(v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[io.ReadSeeker]() {
		v.Set(reflect.ValueOf(bytes.NewReader(pngFile())))
		return
	}
	at := f.round
	if depth > 0 {
		at = f.round / 4
	}
	f.fillBranch(v, at, depth)
}

func (f filler) fillBranch(v reflect.Value, at, depth int) {
	all := f.branches[v.Type()]
	require.NotEmpty(f.t, all, "the union %s is not known to the test", v.Type())
	value := reflect.New(reflect.TypeOf(all[at%len(all)])).Elem()
	f.fill(value, depth)
	v.Set(value)
}

// calls gives the methods that make one request, with their arguments filled.
func (f filler) calls(c *heygenapi.Client) map[string]func(context.Context) (any, error) {
	out := map[string]func(context.Context) (any, error){}
	client := reflect.ValueOf(c)
	for method := range client.Type().Methods() {
		do := client.MethodByName(method.Name)
		switch {
		case do.Type().NumOut() == 1 && do.Type().Out(0).Kind() == reflect.Func: // drains a list
		case method.Name == "PutDirectUpload" || method.Name == "UploadDirect": // leaves the API
		case method.Name == "Resend": // of any operation
		default:
			out[method.Name] = func(ctx context.Context) (any, error) { return f.call(ctx, do) }
		}
	}
	return out
}

func (f filler) call(ctx context.Context, do reflect.Value) (any, error) {
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < do.Type().NumIn(); i++ {
		if do.Type().IsVariadic() && i == do.Type().NumIn()-1 {
			break
		}
		arg := reflect.New(do.Type().In(i)).Elem()
		f.fill(arg, 0)
		args = append(args, arg)
	}
	out := do.Call(args)
	err, _ := reflect.TypeAssert[error](out[len(out)-1])
	if len(out) == 1 {
		return nil, err
	}
	return out[0].Interface(), err
}
