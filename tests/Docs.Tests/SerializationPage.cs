using System.Numerics;
using System.Text.Json.Serialization;
using Actors.Remote;
using Google.Protobuf.WellKnownTypes;

namespace Actors.Docs.Tests.Serialization;

// snippet: serialization-messages
[Message("shop.order")]
public sealed record Order(Guid Id, IReadOnlyList<OrderLine> Lines, ActorRef<Receipt> ReplyTo, string? Note = null);

[Message("shop.order-line")]
public readonly record struct OrderLine(string Article, int Count, decimal Price);

[Message("shop.receipt")]
public sealed record Receipt(Guid Order);

[MessageManifest]
public static partial class OrderMessages;
// end

// snippet: serialization-union
[Message("shop.payment")]
public abstract record Payment;

[Message("shop.card"), MessageTag(1)]
public sealed record CardPayment(string Number) : Payment;

[Message("shop.invoice"), MessageTag(2)]
public sealed record InvoicePayment(string Address, DateOnly Due) : Payment;

[Message("shop.checkout")]
public sealed record Checkout(Guid Order, Payment Payment);
// end

// snippet: serialization-surrogate
[Message("shop.complex")]
public readonly record struct ComplexMessage(double Real, double Imaginary) : IMessageSurrogate<ComplexMessage, Complex>
{
    public static ComplexMessage FromValue(Complex value) => new(value.Real, value.Imaginary);

    public Complex ToValue() => new(Real, Imaginary);
}

[Message("shop.signal")]
public sealed record Signal(IReadOnlyList<Complex> Samples);
// end

// snippet: serialization-formats
public sealed record Invoice(string Number, decimal Total);

[JsonSerializable(typeof(Invoice))]
public sealed partial class InvoiceJson : JsonSerializerContext;

public static class OutsideMessages
{
    public static MessageManifest Manifest { get; } = new(
        "outside",
        JsonMessage.Codec("shop.invoice-document", InvoiceJson.Default.Invoice),
        ProtobufMessage.Codec("shop.event", Struct.Parser));
}
// end

// snippet: serialization-generic
[Message("shop.page")]
public sealed record Page<T>(IReadOnlyList<T> Items, int Total);

[Message("shop.search")]
public sealed record Search(string Text, ActorRef<Page<OrderLine>> ReplyTo);

[MessageManifest(typeof(Page<string>))]
public static partial class SearchMessages;
// end
