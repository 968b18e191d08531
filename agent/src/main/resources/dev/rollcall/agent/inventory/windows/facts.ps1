# What it is made of.
Cim 'computer' 'Win32_ComputerSystem' 'Manufacturer', 'Model', 'DNSHostName', 'Name', 'TotalPhysicalMemory'
Cim 'product' 'Win32_ComputerSystemProduct' 'UUID'
Cim 'bios' 'Win32_BIOS' 'SerialNumber', 'SMBIOSBIOSVersion',
    @{ n = 'Released'; e = { $_.ReleaseDate.ToUniversalTime().ToString('yyyy-MM-dd', $plain) } }
Cim 'enclosure' 'Win32_SystemEnclosure' 'ChassisTypes', 'SMBIOSAssetTag'
Cim 'board' 'Win32_BaseBoard' 'SerialNumber'
Cim 'processors' 'Win32_Processor' 'Name', 'NumberOfCores', 'NumberOfLogicalProcessors', 'Architecture'
Cim 'memory' 'Win32_PhysicalMemory' 'DeviceLocator', 'Capacity', 'SMBIOSMemoryType', 'ConfiguredClockSpeed',
    'Speed', 'Manufacturer', 'PartNumber', 'SerialNumber'
Cim 'disks' 'MSFT_PhysicalDisk' 'DeviceId', 'FriendlyName', 'SerialNumber', 'Size', 'BusType', 'MediaType' `
    'root/Microsoft/Windows/Storage'

# What runs on it.
Cim 'system' 'Win32_OperatingSystem' 'Caption', 'Version', 'BuildNumber'
Answer 'release' { Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' |
    Select-Object -Property 'DisplayVersion', 'ReleaseId', 'UBR', 'EditionID' }

# Its volumes, and what BitLocker says of them.
Cim 'volumes' 'Win32_Volume' 'DeviceID', 'Name', 'DriveLetter', 'FileSystem', 'Capacity', 'DriveType', 'BootVolume'
Cim 'bitlocker' 'Win32_EncryptableVolume' 'DeviceID', 'DriveLetter', 'ProtectionStatus', 'ConversionStatus',
    'VolumeType' 'root/cimv2/Security/MicrosoftVolumeEncryption'
Cim 'pagefiles' 'Win32_PageFileUsage' 'Name', 'AllocatedBaseSize'

# Its network adapters and their addresses. Aliases are what people call them, so they are not asked for.
Cim 'adapters' 'MSFT_NetAdapter' 'InterfaceIndex', 'InterfaceDescription', 'PermanentAddress', 'NdisPhysicalMedium',
    'MediaConnectState', 'ReceiveLinkSpeed', 'HardwareInterface', 'Hidden' 'root/StandardCimv2'
Cim 'addresses' 'MSFT_NetIPAddress' 'InterfaceIndex', 'IPAddress', 'PrefixLength', 'SuffixOrigin' 'root/StandardCimv2'

# Its accounts. The group goes by its identifier: its name is another in each language.
Answer 'users' { Get-LocalUser | Select-Object -Property 'Name', 'Enabled', @{ n = 'Sid'; e = { $_.SID.Value } },
    @{ n = 'PasswordSet'; e = { $_.PasswordLastSet.ToString('yyyy-MM-dd', $plain) } } }
Answer 'administrators' {
    $sid = New-Object Security.Principal.SecurityIdentifier('S-1-5-32-544')
    $name = $sid.Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
    foreach ($member in @(([ADSI]('WinNT://./' + $name + ',group')).Invoke('Members'))) {
        $bytes = ([ADSI]$member).InvokeGet('objectSid')
        (New-Object Security.Principal.SecurityIdentifier($bytes, 0)).Value
    }
}

# What protects it.
Answer 'firewall' { Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object -Property 'Name',
    @{ n = 'Enabled'; e = { [int]$_.Enabled } }, @{ n = 'Inbound'; e = { [int]$_.DefaultInboundAction } } }
Answer 'secure-boot' {
    try { [bool](Confirm-SecureBootUEFI) } catch [PlatformNotSupportedException] { $false }
}
Cim 'tpm' 'Win32_Tpm' 'SpecVersion', 'IsEnabled_InitialValue' 'root/cimv2/Security/MicrosoftTpm'
Answer 'defender' { Get-MpComputerStatus | Select-Object -Property 'AMServiceEnabled', 'RealTimeProtectionEnabled',
    @{ n = 'Signatures'; e = { $_.AntivirusSignatureLastUpdated.ToUniversalTime().ToString('yyyy-MM-dd', $plain) } } }
Answer 'mdm' { Get-ChildItem 'HKLM:\SOFTWARE\Microsoft\Enrollments' | Get-ItemProperty |
    Select-Object -Property 'EnrollmentState', 'ProviderID' }

# What is built in beside it, or attached.
Cim 'graphics' 'Win32_VideoController' 'PNPDeviceID', 'AdapterCompatibility'
Cim 'displays' 'WmiMonitorID' 'InstanceName', 'ManufacturerName', 'UserFriendlyName', 'SerialNumberID',
    'YearOfManufacture' 'root/wmi'
Cim 'connections' 'WmiMonitorConnectionParams' 'InstanceName', 'VideoOutputTechnology' 'root/wmi'
Cim 'printers' 'Win32_Printer' 'Name', 'DriverName', 'PortName', 'Default'
Answer 'usb' { Get-CimInstance -ClassName Win32_PnPEntity -Filter 'PNPDeviceID LIKE ''USB\\VID%'' AND Present=TRUE' `
    -OperationTimeoutSec 8 | Select-Object -Property 'PNPDeviceID', 'PNPClass', 'Service' }
