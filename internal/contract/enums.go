package contract

// Enum is the values that the reference admits in one place.
type Enum struct {
	// Field is the name of the property or of the query parameter.
	Field string
	// Values are in the reference's order.
	Values []string
}

// RequestEnums gives the enums of a request's body and query.
func (o *Operation) RequestEnums() []Enum {
	enums := enumsOf(o.Request, "")
	for _, p := range o.Query {
		if len(p.Enum) > 0 {
			enums = append(enums, Enum{Field: p.Name, Values: p.Enum})
		}
	}
	return enums
}

// ResponseEnums gives the enums of a successful answer.
func (o *Operation) ResponseEnums() []Enum { return enumsOf(o.Response, "") }

// enumsOf walks a schema that stands under the name of a property.
func enumsOf(schema map[string]any, name string) []Enum {
	var enums []Enum
	if values, ok := schema["enum"].([]any); ok {
		e := Enum{Field: name}
		for _, v := range values {
			e.Values = append(e.Values, v.(string))
		}
		enums = append(enums, e)
	}
	properties, _ := schema["properties"].(map[string]any)
	for property, sub := range properties {
		enums = append(enums, enumsOf(sub.(map[string]any), property)...)
	}
	for _, key := range []string{"items", "additionalProperties"} {
		if sub, ok := schema[key].(map[string]any); ok {
			enums = append(enums, enumsOf(sub, name)...)
		}
	}
	branches, _ := schema["oneOf"].([]any)
	for _, sub := range branches {
		enums = append(enums, enumsOf(sub.(map[string]any), name)...)
	}
	return enums
}
