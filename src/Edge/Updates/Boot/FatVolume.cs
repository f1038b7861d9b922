using System.Buffers.Binary;
using System.Text;

namespace Edge.Updates.Boot;

/// <summary>Reads bytes of a partition; throws <see cref="IOException"/> where it cannot.</summary>
public delegate void ReadBytes(long at, Span<byte> bytes);

/// <summary>Finds the one sector of a small file in the root folder of a FAT partition, to be written in its
/// place without a
/// change of any other.</summary>
/// <remarks>Reads only. Source: Microsoft, FAT32 File System Specification 1.03.</remarks>
public sealed class FatVolume
{
    public const int SectorBytes = 512;

    private const int EntryBytes = 32;
    private const int NameBytes = 11;
    private const int MaxRootClusters = 64;
    private const byte NotAFile = 0x18;   // a label or a folder; a piece of a long name is both
    private const int FirstFat32Clusters = 65_525;

    private readonly ReadBytes _read;
    private readonly long _length;
    private int _clusterBytes, _rootCluster, _rootBytes;
    private long _fatAt, _rootAt, _dataAt;

    private FatVolume(ReadBytes read, long length) => (_read, _length) = (read, length);

    /// <param name="length">Of the partition in bytes.</param>
    /// <param name="name">Its 8.3 name, such as AUTOBOOT.TXT.</param>
    /// <returns>The first byte of the file in the partition; it is as long as a sector.</returns>
    public static Result<long, UpdateReason> SectorOf(ReadBytes read, long length, string name)
    {
        var volume = new FatVolume(read, length);
        return volume.Open() is { } reason ? reason : volume.Find(Padded(name), name);
    }

    private UpdateReason? Open()
    {
        if (_length < SectorBytes) { return Refuse("too short"); }
        Span<byte> sector = stackalloc byte[SectorBytes];
        _read(0, sector);
        if (sector[510] != 0x55 || sector[511] != 0xAA || Word(sector, 11) != SectorBytes)
        {
            return Refuse("not FAT with sectors of 512 bytes");
        }
        int perCluster = sector[13], reserved = Word(sector, 14), fats = sector[16], rootEntries = Word(sector, 17);
        long sectors = Word(sector, 19) != 0 ? Word(sector, 19) : BinaryPrimitives.ReadUInt32LittleEndian(sector[32..]);
        long fatSectors = Word(sector, 22) != 0 ? Word(sector, 22) : BinaryPrimitives.ReadUInt32LittleEndian(sector[36..]);
        if (perCluster == 0 || (perCluster & (perCluster - 1)) != 0 || reserved == 0 || fats is 0 or > 2 || fatSectors == 0)
        {
            return Refuse("impossible numbers in its first sector");
        }
        _clusterBytes = perCluster * SectorBytes;
        _fatAt = (long)reserved * SectorBytes;
        _rootAt = _fatAt + (fats * fatSectors * SectorBytes);
        _rootBytes = rootEntries * EntryBytes;
        _dataAt = _rootAt + ((_rootBytes + SectorBytes - 1) / SectorBytes * SectorBytes);
        if (sectors * SectorBytes > _length || _dataAt >= sectors * SectorBytes)
        {
            return Refuse("it says that it is larger than its partition");
        }
        bool isFat32 = ((sectors * SectorBytes) - _dataAt) / _clusterBytes >= FirstFat32Clusters;
        uint root = BinaryPrimitives.ReadUInt32LittleEndian(sector[44..]);
        _rootCluster = isFat32 && root < int.MaxValue ? (int)root : 0;
        return isFat32 == (rootEntries == 0) ? null : Refuse("impossible numbers in its first sector");
    }

    private Result<long, UpdateReason> Find(byte[] padded, string name)
    {
        if (_rootBytes > 0)
        {
            return FindIn(_rootAt, _rootBytes, padded) is { } found ? found : Missing(name);
        }
        int cluster = _rootCluster;
        Span<byte> next = stackalloc byte[4];
        for (int count = 0; count < MaxRootClusters; count++)
        {
            if (PlaceOf(cluster) is not long place) { break; }
            if (FindIn(place, _clusterBytes, padded) is { } found) { return found; }
            _read(_fatAt + (4L * cluster), next);
            cluster = (int)(BinaryPrimitives.ReadUInt32LittleEndian(next) & 0x0FFF_FFFF);
        }
        return Missing(name);
    }

    private Result<long, UpdateReason>? FindIn(long at, int bytes, byte[] name)
    {
        Span<byte> sector = stackalloc byte[SectorBytes];
        for (int done = 0; done < bytes; done += SectorBytes)
        {
            _read(at + done, sector);
            for (int i = 0; i < SectorBytes; i += EntryBytes)
            {
                ReadOnlySpan<byte> entry = sector.Slice(i, EntryBytes);
                if (entry[0] == 0) { return null; }
                if ((entry[11] & NotAFile) != 0 || !entry.StartsWith(name)) { continue; }
                if (BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]) != SectorBytes)
                {
                    return Refuse($"the file has not {SectorBytes} bytes: fill it up with a comment, once, by hand");
                }
                int high = _rootBytes > 0 ? 0 : Word(entry, 20);
                return PlaceOf((high << 16) | Word(entry, 26)) is long place ? place : Refuse("the file lies outside of the partition");
            }
        }
        return null;
    }

    private long? PlaceOf(int cluster)
    {
        long place = _dataAt + ((cluster - 2L) * _clusterBytes);
        return cluster >= 2 && place + _clusterBytes <= _length ? place : null;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static byte[] Padded(string name)
    {
        string[] parts = name.Split('.', 2);
        byte[] padded = Encoding.ASCII.GetBytes(parts[0].PadRight(8) + (parts.Length > 1 ? parts[1] : "").PadRight(3));
        return padded.Length == NameBytes ? padded : throw new ArgumentException("Not a name of eight and three letters.", nameof(name));
    }

    private static UpdateReason Missing(string name) => Refuse($"there is no {name} in its root folder");

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.SelectorDamaged, $"FAT partition: {detail}");
}
